package io.weiyi.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import io.weiyi.kernel.blob.FileType;
import io.weiyi.kernel.blob.Upload;
import io.weiyi.kernel.problem.Problem;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.ImageIO;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.graphics.image.LosslessFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class InvoiceReaderTest {

    private static final String DIGITAL = "01,32,,26372000000012345678,12345.60,20261103,,A1B2,";
    private static final String OLDER = "01,10,037001900104,12345678,200.00,20261103,12345678901234567890,A1B2,";

    private final InvoiceReader reader = new InvoiceReader();

    @AfterEach
    void stop() {
        reader.stop();
    }

    @Test
    @Tag("BL-READ-001")
    void picture_squareCodeOfADigitalInvoice_givesNumberDayAmount() throws Exception {
        InvoiceReading read = read(FileType.PNG, png(photo(DIGITAL)));
        assertThat(read.text(InvoiceField.NUMBER)).contains("26372000000012345678");
        assertThat(read.source(InvoiceField.NUMBER)).contains(InvoiceReading.Source.QR);
        assertThat(read.text(InvoiceField.CODE)).isEmpty();
        assertThat(read.date()).contains(LocalDate.of(2026, 11, 3));
        assertThat(read.amountFen()).contains(1_234_560L);
        assertThat(read.text(InvoiceField.TYPE)).contains("电子发票（普通发票）");
        assertThat(read.warnings()).isEmpty();
    }

    @Test
    @Tag("BL-READ-001")
    void picture_squareCodeOfAnOlderInvoice_saysThatItsAmountIsWithoutTax() throws Exception {
        InvoiceReading read = read(FileType.PNG, png(photo(OLDER)));
        assertThat(read.text(InvoiceField.CODE)).contains("037001900104");
        assertThat(read.text(InvoiceField.NUMBER)).contains("12345678");
        assertThat(read.source(InvoiceField.AMOUNT)).contains(InvoiceReading.Source.QR_WITHOUT_TAX);
        assertThat(read.warnings())
                .singleElement()
                .satisfies(w -> assertThat(w.field()).isEqualTo("amountFen"));
    }

    @Test
    @Tag("BL-READ-002")
    void pdf_squareCodeOnItsPage_isRead() throws Exception {
        InvoiceReading read = read(FileType.PDF, pdf(DIGITAL, PDRectangle.A4));
        assertThat(read.text(InvoiceField.NUMBER)).contains("26372000000012345678");
        assertThat(read.amountFen()).contains(1_234_560L);
    }

    @Test
    @Tag("BL-READ-003")
    void xml_digitalInvoice_givesBuyerAndSellerToo() {
        InvoiceReading read = read(FileType.XML, bytes("""
                <?xml version="1.0" encoding="UTF-8"?>
                <EInvoice><Header><EIid>26372000000012345678</EIid><InherentLabel><EInvoiceType><LabelName>普通发票</LabelName>
                </EInvoiceType></InherentLabel></Header>
                <EInvoiceData><SellerInformation><SellerIdNum>91110108551385082Q</SellerIdNum></SellerInformation>
                <BuyerInformation><BuyerIdNum>91350100M000100Y43</BuyerIdNum></BuyerInformation>
                <BasicInformation><TotalTax-includedAmount>12,345.6</TotalTax-includedAmount></BasicInformation></EInvoiceData>
                <TaxSupervisionInfo><InvoiceNumber>26372000000012345678</InvoiceNumber>
                <IssueTime>2026-11-03 10:11:12</IssueTime></TaxSupervisionInfo></EInvoice>"""));
        assertThat(read.text(InvoiceField.BUYER)).contains("91350100M000100Y43");
        assertThat(read.text(InvoiceField.SELLER)).contains("91110108551385082Q");
        assertThat(read.source(InvoiceField.SELLER)).contains(InvoiceReading.Source.XML);
        assertThat(read.amountFen()).contains(1_234_560L);
        assertThat(read.date()).contains(LocalDate.of(2026, 11, 3));
    }

    @Test
    @Tag("BL-READ-004")
    void text_otherThanTheCode_keepsTheCodeAndWarns() {
        InvoiceReading read = new InvoiceReading();
        InvoiceQr.fields(DIGITAL, read);
        InvoiceText.read("""
                电子发票（普通发票） 发票号码：26372000000012345678 开票日期：2026年11月04日
                购买方 名称：甲 销售方 名称：乙
                统一社会信用代码/纳税人识别号：91350100M000100Y43 统一社会信用代码/纳税人识别号：91110108551385082Q
                价税合计（大写）壹万贰仟叁佰肆拾伍圆陆角整 （小写）¥12345.60""", read);
        assertThat(read.text(InvoiceField.BUYER)).contains("91350100M000100Y43");
        assertThat(read.source(InvoiceField.BUYER)).contains(InvoiceReading.Source.TEXT);
        assertThat(read.text(InvoiceField.SELLER)).contains("91110108551385082Q");
        assertThat(read.date()).contains(LocalDate.of(2026, 11, 3));
        assertThat(read.warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.field()).isEqualTo("date");
            assertThat(warning.message()).contains("2026-11-03").contains("2026-11-04");
        });
    }

    @Test
    @Tag("BL-READ-005")
    void file_withNothingToRead_saysSo() throws Exception {
        InvoiceReading read = read(FileType.PNG, png(new BufferedImage(300, 300, BufferedImage.TYPE_INT_RGB)));
        assertThat(read.isEmpty()).isTrue();
        assertThat(read.warnings()).hasSize(1);
    }

    @Test
    @Tag("BL-READ-006")
    void hostile_files_areRefusedAsTheyAre() throws Exception {
        refused(FileType.XML, bytes("""
                <?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a><InvoiceNumber>&x;</InvoiceNumber></a>"""));
        refused(FileType.XML, bytes("<?xml version=\"1.0\"?>" + "<a>".repeat(100)));
        refused(FileType.XML, bytes("<?xml version=\"1.0\"?><a>"));
        refused(FileType.PNG, hugePng());
        refused(FileType.PNG, bytes("not a picture"));
        refused(FileType.PDF, bytes("%PDF-1.7 torn"));
        refused(FileType.PDF, pdf(DIGITAL, new PDRectangle(14_000, 14_000)));
        refused(FileType.PDF, bomb());
    }

    private void refused(FileType type, byte[] content) {
        assertThatThrownBy(() -> read(type, content)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.status()).isEqualTo(422);
            assertThat(problem.detail()).startsWith("file:");
        });
    }

    private InvoiceReading read(FileType type, byte[] content) {
        return reader.read(new Upload("file", type, content));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The code somewhere on a larger picture. */
    private static BufferedImage photo(String text) throws Exception {
        BufferedImage photo = new BufferedImage(900, 600, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = photo.createGraphics();
        pen.setColor(java.awt.Color.WHITE);
        pen.fillRect(0, 0, 900, 600);
        pen.drawImage(code(text), 40, 30, null);
        pen.dispose();
        return photo;
    }

    private static BufferedImage code(String text) throws Exception {
        BitMatrix bits = new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, 220, 220);
        BufferedImage image = new BufferedImage(220, 220, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < 220; x++) {
            for (int y = 0; y < 220; y++) {
                image.setRGB(x, y, bits.get(x, y) ? 0x000000 : 0xFFFFFF);
            }
        }
        return image;
    }

    private static byte[] png(BufferedImage image) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    private static byte[] pdf(String text, PDRectangle size) throws Exception {
        try (PDDocument document = new PDDocument()) {
            PDPage page = new PDPage(size);
            document.addPage(page);
            try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                content.drawImage(LosslessFactory.createFromImage(document, code(text)), 30, 700, 80, 80);
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            document.save(out);
            return out.toByteArray();
        }
    }

    /** A few bytes that claim to be a picture of 60,000 by 60,000. */
    private static byte[] hugePng() {
        ByteBuffer header = ByteBuffer.allocate(17).put("IHDR".getBytes(StandardCharsets.US_ASCII));
        header.putInt(60_000).putInt(60_000).put((byte) 8).put((byte) 2).put(new byte[3]);
        CRC32 crc = new CRC32();
        crc.update(header.array());
        return ByteBuffer.allocate(60)
                .put(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10})
                .putInt(13)
                .put(header.array())
                .putInt((int) crc.getValue())
                .array();
    }

    /** A packed stream that would unpack to 300 MB. */
    private static byte[] bomb() {
        Deflater deflater = new Deflater();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(bytes("%PDF-1.7\n1 0 obj <</Filter /FlateDecode>> stream\n"));
        byte[] zeros = new byte[1024 * 1024];
        byte[] packed = new byte[1024 * 1024];
        for (int i = 0; i < 300; i++) {
            deflater.setInput(zeros);
            for (int n = deflater.deflate(packed); n > 0; n = deflater.deflate(packed)) {
                out.write(packed, 0, n);
            }
        }
        deflater.finish();
        out.write(packed, 0, deflater.deflate(packed));
        deflater.end();
        return out.toByteArray();
    }
}

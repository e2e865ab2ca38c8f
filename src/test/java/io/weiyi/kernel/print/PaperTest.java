package io.weiyi.kernel.print;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;

class PaperTest {

    @Test
    void pdf_chinese_isReadBackAndItsFontEmbeddedInPart() throws Exception {
        byte[] pdf = sample(3).pdf();
        try (PDDocument read = Loader.loadPDF(pdf)) {
            assertThat(new PDFTextStripper().getText(read)).contains("拨付封面", "壹佰万元整", "威海市科学技术局", "1 / 1");
            for (var name : read.getPage(0).getResources().getFontNames()) {
                PDFont font = read.getPage(0).getResources().getFont(name);
                assertThat(font.isEmbedded()).isTrue();
                assertThat(font.getName()).contains("+NotoSansSC");
            }
        }
        assertThat(pdf.length).isLessThan(100_000);
    }

    @Test
    void pdf_sameContent_givesSameBytes() {
        assertThat(sample(40).pdf()).isEqualTo(sample(40).pdf());
    }

    @Test
    void table_longerThanAPage_repeatsItsHeadings() throws Exception {
        try (PDDocument read = Loader.loadPDF(sample(120).pdf())) {
            assertThat(read.getNumberOfPages()).isGreaterThan(2);
            String text = new PDFTextStripper().getText(read);
            assertThat(text.split("收款人全称", -1)).hasSize(read.getNumberOfPages() + 1);
            assertThat(text).contains("第120家公司");
        }
    }

    @Test
    void square_isReadBackFromThePicture() throws Exception {
        try (PDDocument read = Loader.loadPDF(sample(1).pdf())) {
            var picture = new PDFRenderer(read).renderImageWithDPI(0, 150);
            int[] pixels = picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
            String found = new QRCodeReader()
                    .decode(
                            new BinaryBitmap(new HybridBinarizer(
                                    new RGBLuminanceSource(picture.getWidth(), picture.getHeight(), pixels))),
                            Map.of(com.google.zxing.DecodeHintType.TRY_HARDER, true))
                    .getText();
            assertThat(found).isEqualTo("http://localhost/verify/abc");
        }
    }

    @Test
    void text_lettersTheFontLacks_areBoxesAndNeverStopAPrint() throws Exception {
        byte[] pdf = new Paper("试")
                .text("a\u0007b \uD83D\uDE00 \uDBFF\uDFFF 公司\n第二行")
                .pdf();
        try (PDDocument read = Loader.loadPDF(pdf)) {
            assertThat(new PDFTextStripper().getText(read)).contains("公司", "第二行");
        }
    }

    @Test
    void text_lettersThatCouldJoin_areFoundOneByOne() throws Exception {
        byte[] pdf = new Paper("试").text("offline flow first office 单位fl").pdf();
        try (PDDocument read = Loader.loadPDF(pdf)) {
            assertThat(new PDFTextStripper().getText(read)).contains("offline flow first office 单位fl");
        }
    }

    private static Paper sample(int rows) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("单位", "威海市科学技术局");
        facts.put("金额（大写）", "壹佰万元整");
        return new Paper("拨付封面")
                .facts(facts)
                .square("http://localhost/verify/abc", "扫码核对")
                .heading("明细")
                .table(
                        List.of(Paper.Column.text("收款人全称", 3), Paper.Column.figure("金额", 1)),
                        Collections.nCopies(rows, 0).stream()
                                .collect(java.util.stream.Collectors.collectingAndThen(
                                        java.util.stream.Collectors.toList(),
                                        list -> java.util.stream.IntStream.rangeClosed(1, list.size())
                                                .mapToObj(i -> List.of("第" + i + "家公司", i + ".00"))
                                                .toList())))
                .signatures(List.of("制单", "复核"));
    }
}

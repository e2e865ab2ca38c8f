package io.weiyi.billing;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.NotFoundException;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.Result;
import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.multi.qrcode.QRCodeMultiReader;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The square code of an invoice. Its fields are version, form, code, number, amount, day, check code, checksum, with commas
 * between. A fully digital invoice has no code and its amount is with tax; the amount of an older one is without.
 */
final class InvoiceQr {

    private static final int FIELDS_MIN = 6;

    private InvoiceQr() {}

    /** Looks for the code in a picture and adds what it says; whether there was one. */
    static boolean read(BufferedImage picture, InvoiceReading reading) {
        Optional<String> found = codes(picture).stream()
                .filter(text -> text.startsWith("01,") && text.split(",", -1).length >= FIELDS_MIN)
                .findFirst();
        found.ifPresent(text -> fields(text, reading));
        return found.isPresent();
    }

    static void fields(String text, InvoiceReading reading) {
        String[] parts = text.split(",", -1);
        InvoiceReading.Source source = InvoiceReading.Source.QR;
        InvoiceValues.type(parts[1]).ifPresent(type -> reading.add(InvoiceField.TYPE, type, source));
        reading.add(InvoiceField.CODE, InvoiceValues.digits(parts[2], 8, 12), source);
        reading.add(InvoiceField.NUMBER, InvoiceValues.digits(parts[3], 8, 20), source);
        boolean digital = parts[2].isBlank();
        reading.add(
                InvoiceField.AMOUNT,
                InvoiceValues.fen(parts[4]),
                digital ? source : InvoiceReading.Source.QR_WITHOUT_TAX);
        reading.add(InvoiceField.DATE, InvoiceValues.day(parts[5]), source);
    }

    private static List<String> codes(BufferedImage picture) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        RGBLuminanceSource light =
                new RGBLuminanceSource(width, height, picture.getRGB(0, 0, width, height, null, 0, width));
        Map<DecodeHintType, Object> hints = Map.of(
                DecodeHintType.TRY_HARDER, true, DecodeHintType.POSSIBLE_FORMATS, List.of(BarcodeFormat.QR_CODE));
        for (BinaryBitmap bits : List.of(
                new BinaryBitmap(new HybridBinarizer(light)), new BinaryBitmap(new GlobalHistogramBinarizer(light)))) {
            try {
                Result[] found = new QRCodeMultiReader().decodeMultiple(bits, hints);
                return Stream.of(found).map(Result::getText).toList();
            } catch (NotFoundException e) {
                // The other way of telling black from white may still find one.
                continue;
            }
        }
        return List.of();
    }
}

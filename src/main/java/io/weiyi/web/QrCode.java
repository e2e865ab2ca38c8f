package io.weiyi.web;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.util.Map;

/** Draws a QR code (二维码) as SVG, which prints sharp at any size. */
final class QrCode {

    /** Cameras need this much white around it. */
    private static final int MARGIN = 4;

    private QrCode() {}

    /**
     * @param text what a phone reads from it
     * @param label what a screen reader says
     */
    static String svg(String text, String label) {
        BitMatrix modules;
        try {
            // A label on an instrument gets scratched; a quarter of it may be gone.
            modules = new QRCodeWriter()
                    .encode(
                            text,
                            BarcodeFormat.QR_CODE,
                            0,
                            0,
                            Map.of(
                                    EncodeHintType.MARGIN,
                                    MARGIN,
                                    EncodeHintType.ERROR_CORRECTION,
                                    ErrorCorrectionLevel.Q));
        } catch (WriterException e) {
            throw new IllegalArgumentException("no QR code holds this text", e);
        }
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < modules.getHeight(); y++) {
            for (int x = 0; x < modules.getWidth(); x++) {
                if (modules.get(x, y)) {
                    path.append('M').append(x).append(' ').append(y).append("h1v1h-1z");
                }
            }
        }
        String safe = label.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
        return "<svg class=\"qr\" role=\"img\" aria-label=\"" + safe + "\" viewBox=\"0 0 " + modules.getWidth() + " "
                + modules.getHeight()
                + "\" shape-rendering=\"crispEdges\"><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>"
                + "<path d=\"" + path + "\" fill=\"#000\"/></svg>";
    }
}

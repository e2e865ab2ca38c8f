package io.weiyi.billing;

import io.weiyi.kernel.problem.Problem;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** A photographed or scanned invoice. Its size is looked at before a pixel is unpacked. */
final class InvoicePicture {

    private InvoicePicture() {}

    static void read(byte[] content, InvoiceReading reading) {
        try (ImageInputStream input = ImageIO.createImageInputStream(new ByteArrayInputStream(content))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(input);
            if (!readers.hasNext()) {
                throw Problem.validation("file", "cannot be read as a picture");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(input, true, true);
                InvoicePdf.requirePixels(reader.getWidth(0), reader.getHeight(0));
                BufferedImage picture = reader.read(0);
                InvoiceQr.read(picture, reading);
            } finally {
                reader.dispose();
            }
        } catch (IOException | IllegalArgumentException e) {
            throw Problem.validation("file", "cannot be read as a picture");
        }
    }
}

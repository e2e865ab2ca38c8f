package io.weiyi.catalog;

import io.weiyi.kernel.blob.FileType;
import io.weiyi.kernel.problem.Problem;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageInputStream;

/**
 * Photos that people upload, drawn anew: only pixels come through, no metadata, no second file behind the first, and
 * nothing that merely begins like an image. The size is read before a single pixel is decoded.
 */
final class Pictures {

    private static final long PIXELS_MAX = 40_000_000;
    private static final int SIDE_MAX = 12_000;
    private static final int PICTURE_SIDE = 1600;
    private static final int THUMBNAIL_SIDE = 320;
    private static final float QUALITY = 0.85f;

    private Pictures() {}

    /** The picture and its thumbnail, both JPEG. */
    record Drawn(byte[] picture, byte[] thumbnail) {}

    static Drawn draw(byte[] content) {
        FileType type = FileType.of(content)
                .filter(found -> found == FileType.JPEG || found == FileType.PNG)
                .orElseThrow(() -> Problem.validation("photo", "must be a JPEG or PNG image"));
        BufferedImage image = decode(content, type == FileType.JPEG ? "jpeg" : "png");
        return new Drawn(jpeg(fitted(image, PICTURE_SIDE)), jpeg(fitted(image, THUMBNAIL_SIDE)));
    }

    private static BufferedImage decode(byte[] content, String format) {
        ImageIO.setUseCache(false);
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
        ImageReader reader = readers.next();
        try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(content))) {
            reader.setInput(in, true, true);
            long width = reader.getWidth(0);
            long height = reader.getHeight(0);
            if (width > SIDE_MAX || height > SIDE_MAX || width * height > PIXELS_MAX) {
                throw Problem.validation("photo", "may have at most 40 million pixels");
            }
            // Every n-th pixel is enough for the size that is kept, and bounds what a huge picture takes of memory.
            var parameters = reader.getDefaultReadParam();
            int step = (int) Math.max(1, Math.max(width, height) / (2L * PICTURE_SIDE));
            parameters.setSourceSubsampling(step, step, 0, 0);
            return reader.read(0, parameters);
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException | NullPointerException e) {
            throw Problem.validation("photo", "must be a JPEG or PNG image");
        } finally {
            reader.dispose();
        }
    }

    private static BufferedImage fitted(BufferedImage image, int side) {
        int longer = Math.max(image.getWidth(), image.getHeight());
        int width = longer <= side ? image.getWidth() : Math.max(1, image.getWidth() * side / longer);
        int height = longer <= side ? image.getHeight() : Math.max(1, image.getHeight() * side / longer);
        BufferedImage fitted = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = fitted.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
            graphics.drawImage(image, 0, 0, width, height, Color.WHITE, null);
        } finally {
            graphics.dispose();
        }
        return fitted;
    }

    private static byte[] jpeg(BufferedImage image) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(QUALITY);
            writer.write(null, new IIOImage(image, null, null), parameters);
            out.flush();
        } catch (IOException e) {
            throw new IllegalStateException("a picture could not be written", e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}

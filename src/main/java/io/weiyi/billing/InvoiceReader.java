package io.weiyi.billing;

import io.weiyi.kernel.blob.FileType;
import io.weiyi.kernel.blob.Upload;
import io.weiyi.kernel.problem.Problem;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads invoices (发票识别) as far as a machine can: the square code of a picture or PDF, the text of a PDF, the data of a
 * fully digital one. What cannot be read is left for a person; a file never keeps a request waiting for long.
 */
@ApplicationScoped
public class InvoiceReader {

    private static final int THREADS = 2;
    private static final int WAITING_MAX = 32;
    private static final int SECONDS_MAX = 20;

    private final ThreadPoolExecutor workers = new ThreadPoolExecutor(
            THREADS, THREADS, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(WAITING_MAX), task -> {
                Thread thread = new Thread(task, "invoice-reader");
                thread.setDaemon(true);
                return thread;
            });

    @PreDestroy
    void stop() {
        workers.shutdownNow();
    }

    /** What people said of an invoice, and where they left out what must be said, what its file says. */
    public InvoiceDataJson fill(InvoiceDataJson given, Upload file) {
        if (!given.isIncomplete()) {
            return given;
        }
        try {
            return given.filled(read(file));
        } catch (Problem unreadable) {
            // Then a person must say it; what is missing is named field by field.
            return given;
        }
    }

    /** What can be read of this file; possibly nothing. */
    public InvoiceReading read(Upload file) {
        Future<InvoiceReading> result;
        try {
            result = workers.submit(() -> readNow(file));
        } catch (RejectedExecutionException e) {
            throw Problem.of(503, "busy", "Too many at once", "Many invoices are being read; try again in a minute.");
        }
        try {
            return result.get(SECONDS_MAX, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            result.cancel(true);
            throw Problem.validation("file", "takes too long to read");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Problem problem) {
                throw problem;
            }
            // Broken and hostile files make a parser fail in any way it likes; they are not this program's failure.
            throw Problem.validation("file", "cannot be read");
        }
    }

    private static InvoiceReading readNow(Upload file) {
        InvoiceReading reading = new InvoiceReading();
        if (file.type() == FileType.XML) {
            InvoiceXml.read(file.content(), reading);
        } else if (file.type() == FileType.PDF) {
            InvoicePdf.read(file.content(), reading);
        } else if (file.type() != FileType.OFD) {
            InvoicePicture.read(file.content(), reading);
        }
        if (reading.isEmpty()) {
            reading.warn(null, "nothing could be read; enter the fields by hand");
        }
        if (reading.source(InvoiceField.AMOUNT).orElse(null) == InvoiceReading.Source.QR_WITHOUT_TAX) {
            reading.warn(InvoiceField.AMOUNT, "is the amount without tax; enter the amount with tax by hand");
        }
        return reading;
    }
}

package io.weiyi.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A stretch of network before a port of this machine, which delays, swallows for a while, resets and refuses. */
final class FaultyNetwork implements AutoCloseable {

    private static final int BUFFER_BYTES = 16 * 1024;

    private final ServerSocket entry;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Object change = new Object();
    private volatile long delayMs;
    private volatile boolean stalled;
    private volatile boolean refusing;
    private volatile boolean closed;

    FaultyNetwork(int target) throws IOException {
        this.target = target;
        this.entry = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        thread(this::accept);
    }

    String uri() {
        return "ssl://127.0.0.1:" + entry.getLocalPort();
    }

    /** Everything takes so much longer from now on. */
    void delay(long millis) {
        delayMs = millis;
    }

    /** Nothing gets through, and nobody is told. */
    void stall() {
        stalled = true;
    }

    /** Nobody new gets in. */
    void refuse() {
        refusing = true;
    }

    /** Every connection is reset, with whatever is on its way. */
    void reset() {
        for (Socket socket : open) {
            try {
                socket.setSoLinger(true, 0);
                socket.close();
            } catch (IOException e) {
                // It is gone already.
            }
        }
        open.clear();
    }

    void heal() {
        delayMs = 0;
        refusing = false;
        stalled = false;
        synchronized (change) {
            change.notifyAll();
        }
    }

    private void accept() {
        while (!closed) {
            try {
                Socket in = entry.accept();
                if (refusing) {
                    in.close();
                } else {
                    join(in);
                }
            } catch (IOException e) {
                // Closed, or nobody there behind us; the next one is taken all the same.
            }
        }
    }

    private void join(Socket in) throws IOException {
        try {
            Socket out = new Socket(InetAddress.getLoopbackAddress(), target);
            in.setTcpNoDelay(true);
            out.setTcpNoDelay(true);
            open.add(in);
            open.add(out);
            thread(() -> pump(in, out));
            thread(() -> pump(out, in));
        } catch (IOException e) {
            in.close();
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            int read = in.read(buffer);
            while (read >= 0) {
                hold();
                out.write(buffer, 0, read);
                out.flush();
                read = in.read(buffer);
            }
        } catch (IOException e) {
            // One end is gone; the other one follows.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        open.remove(from);
        open.remove(to);
    }

    private void hold() throws InterruptedException {
        synchronized (change) {
            while (stalled && !closed) {
                change.wait(TimeUnit.SECONDS.toMillis(1));
            }
        }
        if (delayMs > 0) {
            TimeUnit.MILLISECONDS.sleep(delayMs);
        }
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "faulty-network");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        heal();
        entry.close();
        reset();
    }
}

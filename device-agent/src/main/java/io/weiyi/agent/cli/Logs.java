package io.weiyi.agent.cli;

import io.weiyi.agent.home.AgentHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.ConsoleHandler;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Where log lines go: to the console, one line each, and into a few small files of the home. */
public final class Logs {
    private static final String FORMAT_KEY = "java.util.logging.SimpleFormatter.format";
    private static final String FORMAT = "%1$tFT%1$tT.%1$tL%1$tz %4$s %3$s: %5$s%6$s%n";
    private static final int FILE_BYTES = 1024 * 1024;
    private static final int FILES = 3;

    private Logs() {}

    /** Sets up the console; called once, before anything else. */
    public static void toConsole() {
        if (System.getProperty(FORMAT_KEY) == null) {
            System.setProperty(FORMAT_KEY, FORMAT);
        }
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        root.addHandler(new ConsoleHandler());
        // The library logs each lost connection with a stack trace; the courier says it in a line.
        Logger.getLogger("org.eclipse.paho").setLevel(Level.OFF);
    }

    static void toFiles(AgentHome home, boolean wanted) {
        if (!wanted) {
            return;
        }
        Path folder = home.folder().resolve("logs");
        try {
            Files.createDirectories(folder);
            FileHandler handler = new FileHandler(folder.resolve("agent-%g.log").toString(), FILE_BYTES, FILES, true);
            handler.setFormatter(new SimpleFormatter());
            Logger.getLogger("").addHandler(handler);
        } catch (IOException e) {
            System.getLogger(Logs.class.getName()).log(System.Logger.Level.WARNING, "no log files", e);
        }
    }
}

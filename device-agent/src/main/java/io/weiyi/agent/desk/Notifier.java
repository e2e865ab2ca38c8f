package io.weiyi.agent.desk;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Shows a reminder by the program that the local settings name, with the text as its last argument; else only logs it. */
final class Notifier implements Seat.Reminder {
    private static final System.Logger LOG = System.getLogger(Notifier.class.getName());
    private static final int LIMIT_SECONDS = 10;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");

    private final List<String> command;

    Notifier(List<String> command) {
        this.command = command;
    }

    @Override
    public void remind(String instrument, String key, Instant at) {
        String time = TIME.format(at.atZone(ZoneId.systemDefault()));
        String text = Words.of("zh").say(key, time) + " " + Words.of("en").say(key, time);
        LOG.log(System.Logger.Level.INFO, "instrument {0}: {1}", instrument, text);
        if (command.isEmpty()) {
            return;
        }
        List<String> whole = new ArrayList<>(command);
        whole.add(text);
        Thread teller = new Thread(() -> show(whole), "notify");
        teller.setDaemon(true);
        teller.start();
    }

    private static void show(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the reminder cannot be shown: {0}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

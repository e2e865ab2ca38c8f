package io.weiyi.agent.door;

import io.weiyi.agent.desk.Answer;
import io.weiyi.agent.desk.DeskPlan.Booked;
import io.weiyi.agent.desk.Reason;
import io.weiyi.agent.desk.SeatView;
import io.weiyi.agent.desk.Words;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The page as HTML. It shows all it has without any script, and loads itself again only where nobody is typing. */
final class DoorPage {
    private static final int REFRESH_SECONDS = 20;

    private final Words words;
    private final String token;
    private final Times times;
    private final StringBuilder html = new StringBuilder(4096);

    DoorPage(Words words, String token, Instant now) {
        this.words = words;
        this.token = token;
        this.times = new Times(now);
    }

    String text(List<SeatView> seats, @Nullable Answer answer) {
        boolean starts = seats.stream().anyMatch(seat -> seat.booking() == null || !seat.running());
        boolean typing = starts || seats.stream().anyMatch(SeatView::mayTellWhy);
        head(!typing);
        if (answer != null) {
            add("<p class=\"banner ", answer.done() ? "ok" : "no", "\" role=\"status\">");
            text(times.say(words, answer));
            add("</p>");
        }
        if (starts) {
            start();
        }
        seats.forEach(this::seat);
        add("<footer><p>");
        text(words.say("asOf", times.exact()));
        add(" · <a href=\"/?lang=", words.language(), "\">");
        text(words.say("refresh"));
        add("</a></p><p>");
        text(words.say("foot"));
        add("</p></footer></main></body></html>");
        return html.toString();
    }

    private void head(boolean refreshes) {
        boolean chinese = words.language().equals("zh");
        add("<!DOCTYPE html><html lang=\"", chinese ? "zh-CN" : "en", "\"><head><meta charset=\"utf-8\">");
        add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>");
        text(words.say("title"));
        add("</title><link rel=\"stylesheet\" href=\"/style.css\"><link rel=\"icon\" href=\"data:,\">");
        if (refreshes) {
            String seconds = Integer.toString(REFRESH_SECONDS);
            add("<meta http-equiv=\"refresh\" content=\"", seconds, "; url=/?lang=", words.language(), "\">");
        }
        add("</head><body><header><div class=\"wrap\"><h1>");
        text(words.say("title"));
        add("</h1><a href=\"/?lang=", chinese ? "en" : "zh", "\" lang=\"", chinese ? "en" : "zh-CN", "\">");
        text(words.say("other"));
        add("</a></div></header><main class=\"wrap\"><p class=\"lead\">");
        text(words.say("lead"));
        add("</p>");
    }

    private void start() {
        add("<section class=\"card\"><h2>");
        text(words.say("startTitle"));
        add("</h2>");
        form("start", "");
        add("<label for=\"code\">");
        text(words.say("code"));
        add("</label><div class=\"row\"><input class=\"code\" id=\"code\" name=\"code\" inputmode=\"numeric\"");
        add(" autocomplete=\"off\" maxlength=\"6\" pattern=\"[0-9]{6}\" required aria-describedby=\"hint\">");
        button("start", "");
        add("</div><p class=\"soft\" id=\"hint\">");
        text(words.say("codeHint"));
        add("</p></form></section>");
    }

    private void seat(SeatView seat) {
        add("<section class=\"card\"><div class=\"head\"><h2>");
        text(name(seat));
        add("</h2><span class=\"state", seat.running() ? " on" : "", "\">");
        text(seat.running() ? words.say("running", times.length(words, seat.runSeconds())) : words.say("free"));
        add("</span></div>");
        String warning = times.warning(words, seat);
        if (!warning.isEmpty()) {
            add("<p class=\"banner warn\" role=\"alert\">");
            text(warning);
            add("</p>");
        }
        if (seat.booking() != null) {
            booked(seat, seat.booking());
        } else if (seat.running()) {
            add("<p><b>");
            text(words.say("unbooked"));
            add("</b></p>");
        }
        if (seat.running() || seat.coded()) {
            form("end", seat.instrument());
            button("end", "quiet");
            add("</form>");
        }
        if (seat.mayTellWhy()) {
            why(seat);
        }
        add("<p class=\"soft\">");
        text(seat.nextAt() == null ? words.say("noNext") : words.say("nextBooking", times.at(seat.nextAt())));
        add("</p></section>");
    }

    private String name(SeatView seat) {
        String name = words.language().equals("zh") || seat.nameEn().isEmpty() ? seat.nameZh() : seat.nameEn();
        return name.isEmpty() ? words.say("instrument", seat.instrument()) : name;
    }

    private void booked(SeatView seat, Booked booking) {
        boolean late = times.leftSeconds(booking.endsBefore()) < 0;
        add("<p class=\"big", late ? " late" : "", "\">");
        text(times.left(words, booking.endsBefore()));
        add("</p><p>");
        text(words.say("bookedBy", booking.id(), times.at(booking.startsAt()), times.at(booking.endsBefore())));
        if (!booking.label().isEmpty()) {
            text(" · " + words.say("bookedLabel", booking.label()));
        }
        add("<br><span class=\"soft\">");
        text(words.say(seat.coded() ? "byCode" : "byTime"));
        add("</span></p>");
    }

    private void why(SeatView seat) {
        String id = "why-" + seat.instrument();
        form("why", seat.instrument());
        add("<h2>");
        text((seat.running() ? "" : words.say("lastUnbooked") + " · ") + words.say("whyTitle"));
        add("</h2>");
        if (!seat.why().isEmpty()) {
            add("<p class=\"soft\">");
            text(words.say("whyNow", words.say("why." + seat.why())));
            add("</p>");
        }
        add("<div class=\"row\"><div><label for=\"", escaped(id), "\">");
        text(words.say("whyReasonLabel"));
        add("</label><select id=\"", escaped(id), "\" name=\"reason\" required><option value=\"\"></option>");
        for (Reason reason : Reason.values()) {
            add("<option value=\"", reason.text(), "\">");
            text(words.say("why." + reason.text()));
            add("</option>");
        }
        add("</select></div><div class=\"grow\"><label for=\"", escaped(id), "-text\">");
        text(words.say("whyText"));
        add("</label><input id=\"", escaped(id), "-text\" name=\"text\" maxlength=\"200\"></div>");
        button("whySend", "");
        add("</div></form>");
    }

    private void form(String action, String instrument) {
        add("<form method=\"post\" action=\"/", action, "\"><input type=\"hidden\" name=\"token\" value=\"");
        add(token, "\"><input type=\"hidden\" name=\"lang\" value=\"", words.language(), "\">");
        if (!instrument.isEmpty()) {
            add("<input type=\"hidden\" name=\"instrument\" value=\"", escaped(instrument), "\">");
        }
    }

    private void button(String key, String style) {
        add("<button type=\"submit\"", style.isEmpty() ? "" : " class=\"" + style + "\"", ">");
        text(words.say(key));
        add("</button>");
    }

    private void add(String... parts) {
        for (String part : parts) {
            html.append(part);
        }
    }

    private void text(String plain) {
        html.append(escaped(plain));
    }

    private static String escaped(String plain) {
        return plain.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}

package io.weiyi.agent.desk;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Properties;

/** What is said to people, in Chinese or English: {@code words_zh.properties} and {@code words_en.properties}. */
public final class Words {
    private static final Words CHINESE = new Words("zh");
    private static final Words ENGLISH = new Words("en");

    private final String language;
    private final Properties texts = new Properties();

    private Words(String language) {
        this.language = language;
        try (InputStream in = Words.class.getResourceAsStream("words_" + language + ".properties")) {
            if (in == null) {
                throw new IllegalStateException("the words are missing");
            }
            texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** English when it is asked for, else Chinese. */
    public static Words of(String language) {
        return language.toLowerCase(Locale.ROOT).startsWith("en") ? ENGLISH : CHINESE;
    }

    public String language() {
        return language;
    }

    /** The text of a key, with {@code {0}}, {@code {1}} replaced. */
    public String say(String key, Object... parts) {
        String text = texts.getProperty(key);
        if (text == null) {
            throw new IllegalArgumentException("no word for " + key);
        }
        for (int i = 0; i < parts.length; i++) {
            text = text.replace("{" + i + "}", String.valueOf(parts[i]));
        }
        return text;
    }

    java.util.Set<String> keys() {
        return texts.stringPropertyNames();
    }
}

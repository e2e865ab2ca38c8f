package io.weiyi.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.qute.i18n.MessageBundle;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both languages say everything. */
class WordsTest {

    private static final Pattern PARAMETER = Pattern.compile("\\{([a-z][A-Za-z]*)}");

    @ParameterizedTest
    @ValueSource(
            classes = {
                Words.class,
                FindWords.class,
                BookWords.class,
                LabWords.class,
                CalibrationWords.class,
                LogWords.class,
                FleetWords.class,
                BillWords.class,
                VoucherWords.class,
                PackWords.class,
                DoorWords.class,
                UseWords.class,
                WhyWords.class,
                DeskWords.class,
                RuleWords.class,
                OwnWords.class,
                ColumnWords.class,
                SettleWords.class,
                CalendarWords.class,
                NoticeWords.class,
                MonthWords.class,
                PaperWords.class,
                AuditWords.class
            })
    void bundle_everyKey_saidInBothLanguages(Class<?> bundle) throws IOException {
        String name = bundle.getAnnotation(MessageBundle.class).value();
        Properties zh = texts(name + "_zh");
        Properties en = texts(name + "_en");
        Set<String> keys = Arrays.stream(bundle.getDeclaredMethods())
                .filter(method -> !method.isSynthetic())
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(new TreeSet<>(zh.stringPropertyNames())).isEqualTo(keys);
        assertThat(new TreeSet<>(en.stringPropertyNames())).isEqualTo(keys);
        for (String key : keys) {
            assertThat(zh.getProperty(key)).as(key).isNotBlank();
            assertThat(en.getProperty(key)).as(key).isNotBlank();
            assertThat(parameters(en.getProperty(key))).as(key).isEqualTo(parameters(zh.getProperty(key)));
            assertThat(en.getProperty(key)).as(key).doesNotContainPattern("\\p{IsHan}");
        }
    }

    private static Set<String> parameters(String text) {
        Matcher matcher = PARAMETER.matcher(text);
        Set<String> found = new TreeSet<>();
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    private static Properties texts(String name) throws IOException {
        Properties texts = new Properties();
        try (InputStream file = WordsTest.class.getResourceAsStream("/messages/" + name + ".properties")) {
            assertThat(file).as(name).isNotNull();
            texts.load(new InputStreamReader(file, StandardCharsets.UTF_8));
        }
        return texts;
    }
}

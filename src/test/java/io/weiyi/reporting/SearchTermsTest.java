package io.weiyi.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** How typed words become things to look for. */
class SearchTermsTest {

    @Test
    void words_ofAnyWriting_arePlain() {
        assertThat(SearchTerms.words("  ＳＥＭ　电镜，EDS\t\u0000x ")).containsExactly("sem", "电镜", "eds", "x");
        assertThat(SearchTerms.words(" \u0000 ")).isEmpty();
        assertThat(SearchTerms.words("")).isEmpty();
    }

    @Test
    void terms_knownPhrase_isOneThing() {
        List<String> words = SearchTerms.words("Scanning electron microscope Zeiss");
        Map<String, Set<String>> synonyms = Map.of("scanning electron microscope", Set.of("sem", "扫描电镜"));
        List<SearchTerms.Term> terms = SearchTerms.terms(words, synonyms);
        assertThat(terms).extracting(SearchTerms.Term::typed).containsExactly("scanning electron microscope", "zeiss");
        assertThat(terms.get(0).any()).contains("scanning electron microscope", "sem", "扫描电镜");
        assertThat(terms.get(1).any()).containsExactly("zeiss");
    }

    @Test
    void short_asciiWords_areFoundOnBordersOnly() {
        assertThat(SearchTerms.isShort("sem")).isTrue();
        assertThat(SearchTerms.isShort("电镜")).isFalse();
        assertThat(SearchTerms.isShort("ftir")).isFalse();
        Pattern sem = Pattern.compile(SearchTerms.regex("sem"));
        assertThat(sem.matcher("assembly").find()).isFalse();
        assertThat(sem.matcher("fe-sem 扫描").find()).isTrue();
        assertThat(sem.matcher("扫描电镜sem").find()).isTrue();
    }

    @Test
    void patterns_takeEveryCharacterForItself() {
        assertThat(SearchTerms.like("50%_\\")).isEqualTo("%50\\%\\_\\\\%");
        for (String word : List.of("a.b(c)", "c++", "[x]{2}", "^$|?*", "\\d")) {
            assertThat(Pattern.compile(SearchTerms.regex(word))
                            .matcher("x " + word + " y")
                            .find())
                    .as(word)
                    .isTrue();
        }
        assertThat(Pattern.compile(SearchTerms.regex("long.word"))
                        .matcher("longxword")
                        .find())
                .isFalse();
    }
}

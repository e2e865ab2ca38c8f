package io.weiyi.catalog;

import java.util.List;

/**
 * Words that mean the same to people who look for an instrument (同义词), such as SEM, 电镜, 扫描电镜.
 *
 * @param terms in lower case
 */
public record SynonymGroup(long id, List<String> terms) {

    public SynonymGroup {
        terms = List.copyOf(terms);
    }
}

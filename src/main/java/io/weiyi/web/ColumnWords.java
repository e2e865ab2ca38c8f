package io.weiyi.web;

import io.quarkus.qute.i18n.MessageBundle;

/** Words of exported sheets. The texts are in {@code messages/col_zh.properties} and {@code col_en.properties}. */
@MessageBundle("col")
interface ColumnWords {
    String export();

    String nothing();

    String yes();

    String no();

    String name(String column);

    String code(String code);
}

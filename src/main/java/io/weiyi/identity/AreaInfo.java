package io.weiyi.identity;

import org.jspecify.annotations.Nullable;

/**
 * An area (区市、开发区) and its reviewing office.
 *
 * @param code its own optional code, which says nothing about the codes of organisations in it
 */
public record AreaInfo(
        long id, @Nullable String code, String nameZh, String nameEn, String officeZh, String officeEn) {}

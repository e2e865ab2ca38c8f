package io.weiyi.identity;

import org.jspecify.annotations.Nullable;

/**
 * What somebody writes to bring a new firm into the network (入网申请); nothing is checked yet.
 *
 * @param code the unified social credit code as typed
 * @param areaId the area whose office decides
 * @param sizeClass MICRO, SMALL, MEDIUM or LARGE
 * @param licenceName the file name of the business licence
 * @param licence its content: PDF, JPEG or PNG up to 10 MB
 */
public record FirmApplication(
        @Nullable String code,
        @Nullable String nameZh,
        @Nullable String areaId,
        @Nullable String sizeClass,
        @Nullable String address,
        @Nullable String licenceName,
        byte @Nullable [] licence) {}

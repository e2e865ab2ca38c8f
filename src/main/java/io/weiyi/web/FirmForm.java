package io.weiyi.web;

import io.weiyi.identity.FirmApplication;
import org.jspecify.annotations.Nullable;

/** What somebody wrote to bring in a new firm (入网申请表单); the licence must be chosen again after a mistake. */
public record FirmForm(String code, String nameZh, String areaId, String sizeClass, String address) {

    static FirmForm of(
            @Nullable String code,
            @Nullable String nameZh,
            @Nullable String areaId,
            @Nullable String sizeClass,
            @Nullable String address) {
        return new FirmForm(
                Inputs.text(code),
                Inputs.text(nameZh),
                Inputs.text(areaId),
                Inputs.text(sizeClass),
                Inputs.text(address));
    }

    FirmApplication read(String licenceName, byte[] licence) {
        return new FirmApplication(code, nameZh, areaId, sizeClass, address, licenceName, licence);
    }
}

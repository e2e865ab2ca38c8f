package io.weiyi.voucher;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a caller sends to have a subsidy computed; everything may be missing or wrong until it is checked. */
record CalculationJson(
        @Nullable String packId,
        @Nullable String serviceDate,
        @Nullable Applicant applicant,
        @Nullable Provider provider,
        @Nullable List<@Nullable Line> lines,
        @Nullable Long usedThisYearFen,
        @Nullable State state) {

    record Applicant(
            @Nullable String organisationId,
            @Nullable String regionCode,
            @Nullable String kind,
            @Nullable List<@Nullable String> titles) {}

    record Provider(
            @Nullable String organisationId, @Nullable String regionCode) {}

    record Line(
            @Nullable Long eligibleFen,
            @Nullable String fundedByPack,
            @Nullable String service) {}

    record State(
            @Nullable Long poolRemainingFen,
            @Nullable Long groupUsedFen,
            @Nullable UsedByLayer usedByLayer,
            @Nullable Long yearFundFen,
            @Nullable Long cellUsedFen) {}

    record UsedByLayer(
            @JsonProperty("PROVINCE") @Nullable Long province,
            @JsonProperty("CITY") @Nullable Long city) {}
}

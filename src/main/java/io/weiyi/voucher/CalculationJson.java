package io.weiyi.voucher;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a caller sends to have a subsidy computed; everything may be missing or wrong until it is checked. */
public record CalculationJson(
        @Nullable String packId,
        @Nullable String serviceDate,
        @Nullable Applicant applicant,
        @Nullable Provider provider,
        @Nullable List<@Nullable Line> lines,
        @Nullable Long usedThisYearFen,
        @Nullable State state) {

    public record Applicant(
            @Nullable String organisationId,
            @Nullable String regionCode,
            @Nullable String kind,
            @Nullable List<@Nullable String> titles) {}

    public record Provider(
            @Nullable String organisationId, @Nullable String regionCode) {}

    public record Line(
            @Nullable Long eligibleFen,
            @Nullable String fundedByPack,
            @Nullable String service) {}

    public record State(
            @Nullable Long poolRemainingFen,
            @Nullable Long groupUsedFen,
            @Nullable UsedByLayer usedByLayer,
            @Nullable Long yearFundFen,
            @Nullable Long cellUsedFen) {}

    public record UsedByLayer(
            @JsonProperty("PROVINCE") @Nullable Long province,
            @JsonProperty("CITY") @Nullable Long city) {}
}

package io.weiyi.booking;

import io.weiyi.identity.OrganisationInfo;
import io.weiyi.identity.Organisations;
import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.kernel.time.TimeWindow;
import io.weiyi.pricing.Pricing;
import io.weiyi.pricing.SampleUse;
import io.weiyi.pricing.Tariff;
import io.weiyi.pricing.Tariffs;
import io.weiyi.pricing.Tier;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a booking or an order is expected to cost (预估费用). Where no tariff is published the lab names a price: zero. */
@ApplicationScoped
class Quotes {

    private final Tariffs tariffs;
    private final Organisations organisations;
    private final SubsidyEstimate vouchers;

    Quotes(Tariffs tariffs, Organisations organisations, SubsidyEstimate vouchers) {
        this.tariffs = tariffs;
        this.vouchers = vouchers;
        this.organisations = organisations;
    }

    Fen ofWindow(long instrumentId, long ownerId, long organisationId, TimeWindow window) {
        return tariffs.instrumentTariffAt(instrumentId, window.startsAt())
                .map(tariff -> Pricing.quote(tariff, tier(ownerId, organisationId), window))
                .orElse(Fen.ZERO);
    }

    /** What a voucher would give back of the quote; null where nobody can apply for one. */
    @Nullable
    Fen subsidy(long ownerId, long organisationId, TimeWindow window, Fen quote) {
        return vouchers.of(organisationId, ownerId, BusinessTime.dayOf(window.startsAt()), quote)
                .orElse(null);
    }

    Fen ofSamples(SampleOrder.Subject subject, long organisationId, List<SampleUse> samples, Instant now) {
        return tariff(subject, now)
                .map(tariff -> Pricing.quoteSamples(tariff, tier(subject.providerId(), organisationId), samples))
                .orElseGet(() -> subject.listPrice()
                        .times(samples.stream().mapToLong(SampleUse::count).sum()));
    }

    private Optional<Tariff> tariff(SampleOrder.Subject subject, Instant now) {
        Long item = subject.serviceItemId();
        if (item != null) {
            return tariffs.itemTariffAt(item, now);
        }
        Long instrument = subject.instrumentId();
        return instrument == null ? Optional.empty() : tariffs.instrumentTariffAt(instrument, now);
    }

    private Tier tier(long ownerId, long organisationId) {
        String kind = organisations
                .find(organisationId)
                .map(OrganisationInfo::kind)
                .orElseThrow(() -> new IllegalStateException("no organisation " + organisationId));
        return Tier.of(ownerId, organisationId, kind);
    }
}

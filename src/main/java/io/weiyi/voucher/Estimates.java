package io.weiyi.voucher;

import io.weiyi.booking.SubsidyEstimate;
import io.weiyi.identity.OrganisationInfo;
import io.weiyi.kernel.money.Fen;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;

/** The voucher beside the price (预计补助): the engine over what is known of the firm today, as a claim would ask it. */
@ApplicationScoped
class Estimates implements SubsidyEstimate {

    /** No claim yet, so all that was granted counts as used. */
    private static final long NO_CLAIM = 0;

    private final RulePacks packs;
    private final Applicants applicants;
    private final AwardRows rows;

    Estimates(RulePacks packs, Applicants applicants, AwardRows rows) {
        this.packs = packs;
        this.applicants = applicants;
        this.rows = rows;
    }

    @Override
    public Optional<Fen> of(long organisationId, long providerId, LocalDate serviceDate, Fen price) {
        if (organisationId == providerId) {
            return Optional.empty();
        }
        OrganisationInfo firm = applicants.get(organisationId);
        OrganisationInfo provider = applicants.get(providerId);
        return packs.find(serviceDate, firm.regionCode())
                .map(pack -> Fen.of(subsidy(pack, firm, provider, serviceDate, price)));
    }

    private long subsidy(RulePack pack, OrganisationInfo firm, OrganisationInfo provider, LocalDate day, Fen price) {
        if (!applicants.related(firm, provider, day).isEmpty()
                || !applicants.troubles(firm, day).isEmpty()) {
            return 0;
        }
        List<Long> group = applicants.countedWith(pack, firm, day);
        IntFunction<Map<Layer, Long>> usedIn = year -> rows.used(group, year, pack.id(), NO_CLAIM);
        Map<Layer, Long> used = usedIn.apply(day.getYear());
        Set<Title> titles = applicants.titles(firm, day);
        Case facts = new Case(
                day,
                firm.regionCode(),
                applicants.kind(firm, day),
                titles,
                provider.regionCode(),
                List.of(new Case.Line(price.value(), null, Service.INSTRUMENT_USE)),
                Awards.sum(used),
                used,
                null,
                null,
                null,
                0,
                Awards.carriedFen(pack, day.getYear(), titles, year -> Awards.sum(usedIn.apply(year))));
        return Engine.calculate(pack, facts).subsidyFen();
    }
}

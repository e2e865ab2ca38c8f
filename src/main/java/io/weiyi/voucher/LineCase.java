package io.weiyi.voucher;

import io.weiyi.identity.OrganisationInfo;
import java.util.List;

/**
 * What the checks of one line look at.
 *
 * @param claimedOfInvoiceFen what live claim lines together take of the line's invoice
 * @param invoiceElsewhere whether another claim has the invoice
 * @param fundedElsewhere whether public money from elsewhere was given for the invoice
 * @param manualShareBp the share of hours told by hand in the provider's year
 * @param overlapsUse whether another's use of the instrument, or the same person's use elsewhere, lies over this one
 * @param reciprocal whether the provider claims for what this applicant sold it in the same year
 * @param related why the two are related parties; empty when they are not
 * @param applicantTroubles what speaks against the applicant on that day
 */
record LineCase(
        ClaimInfo.Line line,
        RulePack pack,
        OrganisationInfo applicant,
        OrganisationInfo provider,
        ChargeFacts charge,
        Awarded awarded,
        long claimedOfInvoiceFen,
        boolean invoiceElsewhere,
        boolean fundedElsewhere,
        int manualShareBp,
        boolean overlapsUse,
        boolean reciprocal,
        List<String> related,
        List<String> applicantTroubles) {}

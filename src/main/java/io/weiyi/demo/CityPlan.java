package io.weiyi.demo;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The whole demo city as plain values; the same times always give the same city. */
record CityPlan(
        DemoCatalogue catalogue,
        DemoTimes times,
        List<DemoOrganisation> organisations,
        List<TechSmeEntry> techSmes,
        PeoplePlan.Result people,
        List<DemoInstrument> instruments,
        List<DemoServiceItem> serviceItems,
        List<DemoOrder> orders,
        HistoryPlan.Result history) {

    static CityPlan make(DemoTimes times) {
        DemoCatalogue catalogue = DemoCatalogue.load();
        OrganisationPlan.Result organisations = OrganisationPlan.make(catalogue, times);
        PeoplePlan.Result people = PeoplePlan.make(catalogue, organisations.organisations());
        List<DemoInstrument> instruments = InstrumentPlan.make(catalogue, times, organisations.organisations(), people);
        List<DemoServiceItem> serviceItems = ServiceItemPlan.make(catalogue, times, instruments);
        return new CityPlan(
                catalogue,
                times,
                organisations.organisations(),
                organisations.techSmes(),
                people,
                instruments,
                serviceItems,
                OrderPlan.make(times, people, serviceItems),
                HistoryPlan.make(times, organisations.organisations(), people, instruments));
    }

    /** A hash over everything, to tell whether two cities are the same. */
    String digest() {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            feed(sha, organisations);
            feed(sha, techSmes);
            feed(sha, people.people());
            feed(sha, instruments);
            feed(sha, serviceItems);
            feed(sha, orders);
            feed(sha, history.bookings());
            feed(sha, history.sessions());
            feed(sha, history.trainings());
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void feed(MessageDigest sha, List<?> values) {
        for (Object value : values) {
            sha.update(value.toString().getBytes(StandardCharsets.UTF_8));
        }
    }
}

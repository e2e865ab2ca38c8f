package io.weiyi.demo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The scripts of all demo devices, planned anew from the city's times, in the order of their instruments. */
final class DeviceScripts {

    private DeviceScripts() {}

    static List<List<PlannedReading>> make(DemoTimes times) {
        DemoCatalogue catalogue = DemoCatalogue.load();
        List<DemoOrganisation> organisations =
                OrganisationPlan.make(catalogue, times).organisations();
        PeoplePlan.Result people = PeoplePlan.make(catalogue, organisations);
        List<DemoInstrument> instruments = InstrumentPlan.make(catalogue, times, organisations, people);
        Users users = new Users(organisations, people);
        int wished = HistoryPlan.wished(instruments);
        List<List<PlannedReading>> scripts = new ArrayList<>();
        for (DemoInstrument instrument : instruments) {
            if (instrument.use() == DemoInstrument.Metering.DEVICE) {
                List<HistoryPlan.Drafted> drafts = new ArrayList<>();
                List<DemoSession> uses = new ArrayList<>();
                HistoryPlan.write(times, instrument, users, wished, drafts, uses);
                drafts.forEach(draft -> uses.addAll(draft.uses()));
                uses.removeIf(use -> !use.signed());
                uses.sort(Comparator.comparing(DemoSession::startedAt));
                scripts.add(ReadingScript.of(instrument.no(), uses, times));
            }
        }
        return List.copyOf(scripts);
    }
}

package io.weiyi.demo;

import java.time.LocalDate;
import java.util.List;

/**
 * An instrument of the demo city.
 *
 * @param no place in the plan, from zero
 * @param owner index of the organisation that owns it
 * @param bookingsAYear how much it is sought after; zero keeps its calendar empty
 * @param use how it is metered
 */
record DemoInstrument(
        int no,
        String innerId,
        int owner,
        int area,
        DemoCatalogue.Model model,
        String nameZh,
        long worthFen,
        LocalDate beganOn,
        String status,
        String shareMode,
        boolean bookable,
        int contact,
        String contactPhone,
        String location,
        DemoRules rules,
        List<DemoTariff> tariffs,
        int bookingsAYear,
        Metering use) {

    /** Whether an agent is meant to watch it: where one does, and on the open instruments that are not named otherwise. */
    boolean meantToBeMetered() {
        return use != Metering.NONE || innerId.startsWith("DEMO-") && !innerId.equals("DEMO-UNMETERED");
    }

    /** Who watches an instrument. */
    enum Metering {
        /** Nobody; its history came from the owner's logbook. */
        NONE,
        /** A device that has sent signed readings for the last two weeks. */
        DEVICE,
        /** A simulated lab PC that runs the real agent. */
        LAB_PC
    }
}

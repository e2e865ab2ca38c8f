package io.weiyi.voucher;

import io.weiyi.identity.Caller;
import jakarta.enterprise.context.ApplicationScoped;

/** Tries a pack on a case that somebody made up (试算), also one that is a draft. Nothing is stored. */
@ApplicationScoped
public class PackDryRun {

    private final CaseReader reader;

    PackDryRun(CaseReader reader) {
        this.reader = reader;
    }

    /** What the case would get, whatever day the pack holds on. */
    public Calculation of(Caller caller, PackInfo info, CalculationJson input) {
        return Engine.calculate(info.pack(), reader.read(caller, input));
    }
}

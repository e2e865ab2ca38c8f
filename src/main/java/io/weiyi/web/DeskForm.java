package io.weiyi.web;

import io.weiyi.metering.OverrunPolicy;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rules for overtime as typed, shown again unchanged when something is wrong. */
public record DeskForm(String action, String remindMinutes, String graceMinutes, boolean hooks) {

    static DeskForm of(OverrunPolicy policy) {
        return new DeskForm(
                policy.action().name(),
                String.valueOf(policy.remindMinutes()),
                String.valueOf(policy.graceMinutes()),
                policy.hooks());
    }

    static DeskForm typed(
            @Nullable String action, @Nullable String remind, @Nullable String grace, @Nullable String hooks) {
        return new DeskForm(Inputs.text(action), Inputs.text(remind), Inputs.text(grace), hooks != null);
    }

    Optional<OverrunPolicy.Action> chosen() {
        for (OverrunPolicy.Action known : OverrunPolicy.Action.values()) {
            if (known.name().equals(action)) {
                return Optional.of(known);
            }
        }
        return Optional.empty();
    }

    /** A whole number of minutes, or one that no rule allows. */
    static int minutes(String typed) {
        return typed.matches("[0-9]{1,4}") ? Integer.parseInt(typed) : -1;
    }
}

package io.weiyi.demo;

import java.util.List;

/**
 * An invented person.
 *
 * @param no place in the plan, from zero
 * @param account whether the person can sign in with the demo password
 * @param organisation the organisation the person belongs to, or {@link #NOBODY}
 */
record DemoPerson(
        int no,
        String username,
        String displayName,
        String mobile,
        String email,
        boolean account,
        int organisation,
        List<Grant> grants) {

    static final int NOBODY = -1;

    /** A role with its scope: {@code organisation} and {@code area} are indexes or {@link #NOBODY}. */
    record Grant(String role, int organisation, int area) {}
}

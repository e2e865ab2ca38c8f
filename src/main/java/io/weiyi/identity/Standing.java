package io.weiyi.identity;

import java.time.LocalDate;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How an organisation stood on a day (主体状况), by what is known now.
 *
 * @param day the day in question
 * @param titles codes such as HIGH_TECH, QIANFAN; TECH_SME when an entry is valid
 * @param techSme whether an entry in the national database of technology SMEs (科技型中小企业) was valid
 * @param techSmeNumber its number; null when there was none
 * @param sizeClass MICRO, SMALL, MEDIUM, LARGE or NONE
 * @param abnormal whether it stood on the list of abnormal operation
 * @param blacklisted whether it stood on the list of dishonest bodies
 * @param controlGroupId the group of its actual controller; null when none is known
 * @param controlGroup its name
 */
public record Standing(
        long organisationId,
        String code,
        LocalDate day,
        Set<String> titles,
        boolean techSme,
        @Nullable String techSmeNumber,
        String sizeClass,
        boolean abnormal,
        boolean blacklisted,
        @Nullable Long controlGroupId,
        @Nullable String controlGroup) {

    public Standing {
        titles = Set.copyOf(titles);
    }
}

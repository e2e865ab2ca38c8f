package io.weiyi.catalog;

import io.weiyi.identity.Caller;
import io.weiyi.identity.Organisations;
import io.weiyi.identity.Role;
import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Constraints;
import io.weiyi.kernel.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/** What owners do to the records of their instruments (仪器档案维护): make, change, retire. Nothing is ever deleted. */
@ApplicationScoped
public class InstrumentCare {

    private static final String INNER_ID_UNIQUE = "instrument_inner_id_unique";

    private final InstrumentRows rows;
    private final CatalogueChanges changes;
    private final Organisations organisations;
    private final Audit audit;

    InstrumentCare(InstrumentRows rows, CatalogueChanges changes, Organisations organisations, Audit audit) {
        this.rows = rows;
        this.changes = changes;
        this.organisations = organisations;
        this.audit = audit;
    }

    /** The record of one of the caller's own instruments. */
    public InstrumentRecord find(Caller caller, long id) {
        return rows.find(id)
                .filter(record -> caller.hasIn(Role.INSTRUMENT_MANAGER, record.ownerId()))
                .orElseThrow(Problem::notFound);
    }

    /** The records of all instruments the caller manages, by name. */
    public List<InstrumentRecord> all(Caller caller) {
        return rows.of(caller.organisationsAs(Role.INSTRUMENT_MANAGER));
    }

    /**
     * Makes a record.
     *
     * @param written what was written into the fields; a missing one is empty
     * @throws Problem validation, naming each wrong field
     */
    @Transactional
    public InstrumentRecord create(Caller caller, long ownerId, Map<InstrumentField, String> written) {
        if (!caller.hasIn(Role.INSTRUMENT_MANAGER, ownerId)) {
            throw Problem.notFound();
        }
        return create(caller, ownerId, read(written), "instrument.create");
    }

    /** Changes a record; fields that are not named stay. */
    @Transactional
    public InstrumentRecord change(Caller caller, long id, int version, Map<InstrumentField, String> written) {
        InstrumentRecord before = find(caller, id);
        if (before.version() != version) {
            throw Problem.stale();
        }
        Map<InstrumentField, String> whole = new EnumMap<>(before.texts());
        whole.putAll(written);
        return change(caller, before, read(whole), "instrument.change");
    }

    /** Takes an instrument out of use; its record and everything that points at it stay. */
    @Transactional
    public void retire(Caller caller, long id) {
        InstrumentRecord before = find(caller, id);
        if (before.text(InstrumentField.STATUS).equals(InstrumentStatus.RETIRED.name())) {
            throw Problem.illegalTransition("The instrument is retired already.");
        }
        Map<InstrumentField, String> after = new EnumMap<>(before.texts());
        after.put(InstrumentField.STATUS, InstrumentStatus.RETIRED.name());
        after.put(InstrumentField.BOOKABLE, "false");
        change(caller, before, after, "instrument.retire");
    }

    /** How fields are read at this moment. */
    InstrumentTexts reader() {
        return new InstrumentTexts(rows.classes(), organisations.areas());
    }

    private Map<InstrumentField, String> read(Map<InstrumentField, String> written) {
        InstrumentTexts reader = reader();
        Checks checks = new Checks();
        Map<InstrumentField, String> texts = new EnumMap<>(InstrumentField.class);
        for (InstrumentField field : InstrumentField.values()) {
            texts.put(field, reader.read(field, written.getOrDefault(field, ""), checks));
        }
        checks.orThrow();
        return texts;
    }

    InstrumentRecord create(Caller caller, long ownerId, Map<InstrumentField, String> texts, String action) {
        try {
            long id = rows.insert(ownerId, texts);
            changes.keep(
                    caller,
                    CatalogueChanges.Subject.INSTRUMENT,
                    id,
                    ownerId,
                    List.of(new CatalogueChanges.Field("created", "", texts.getOrDefault(InstrumentField.CNAME, ""))));
            audit.record(
                    action,
                    "instrument",
                    Long.toString(id),
                    ownerId,
                    Map.of("innerId", texts.getOrDefault(InstrumentField.INNER_ID, "")));
            return rows.find(id).orElseThrow();
        } catch (UnableToExecuteStatementException e) {
            throw translated(e);
        }
    }

    InstrumentRecord change(Caller caller, InstrumentRecord before, Map<InstrumentField, String> texts, String action) {
        List<CatalogueChanges.Field> changed = new ArrayList<>();
        for (InstrumentField field : InstrumentField.values()) {
            String after = texts.getOrDefault(field, "");
            if (!before.text(field).equals(after)) {
                changed.add(new CatalogueChanges.Field(field.wireName(), before.text(field), after));
            }
        }
        if (changed.isEmpty()) {
            return before;
        }
        try {
            if (!rows.update(before.id(), before.version(), texts)) {
                throw Problem.stale();
            }
        } catch (UnableToExecuteStatementException e) {
            throw translated(e);
        }
        changes.keep(caller, CatalogueChanges.Subject.INSTRUMENT, before.id(), before.ownerId(), changed);
        audit.record(action, "instrument", Long.toString(before.id()), before.ownerId(), Map.of("changes", changed));
        return rows.find(before.id()).orElseThrow();
    }

    private static RuntimeException translated(UnableToExecuteStatementException e) {
        return INNER_ID_UNIQUE.equals(Constraints.violated(e).orElse(""))
                ? Problem.validation(InstrumentField.INNER_ID.wireName(), "is already taken")
                : e;
    }
}

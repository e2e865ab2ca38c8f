package io.weiyi.identity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A member of the network (成员单位), from its application on. */
@Entity
@Table(name = "organisation")
class Organisation {

    static final String SUBMITTED = "SUBMITTED";
    static final String ACTIVE = "ACTIVE";
    static final String REJECTED = "REJECTED";

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    private String code;

    @Column(name = "name_zh")
    private String nameZh;

    @Column(name = "name_en")
    private String nameEn = "";

    @Column(name = "area_id")
    private long areaId;

    @Column(name = "region_code")
    private String regionCode;

    private String kind = "FIRM";

    @Column(name = "size_class")
    private String sizeClass;

    private boolean provider;

    private String status;

    @Column(name = "licence_blob_id")
    private @Nullable Long licenceBlobId;

    private String address;

    @Column(name = "submitted_by")
    private @Nullable Long submittedBy;

    @Column(name = "submitted_at")
    private @Nullable Instant submittedAt;

    @Column(name = "decision_note")
    private @Nullable String decisionNote;

    @Column(name = "joined_at")
    private @Nullable Instant joinedAt;

    @Column(name = "created_at")
    private Instant createdAt;

    @Version
    private int version;

    protected Organisation() {}

    /** What a firm's application says once it is checked. */
    record Application(
            String code,
            String nameZh,
            long areaId,
            String regionCode,
            String sizeClass,
            String address,
            long licenceBlobId,
            long submittedBy) {}

    static Organisation submitted(Application application, Instant now) {
        Organisation firm = new Organisation();
        firm.code = application.code();
        firm.createdAt = now;
        firm.fill(application, now);
        return firm;
    }

    /** A rejected firm asks again, with everything said anew. */
    void resubmit(Application application, Instant now) {
        require(REJECTED);
        fill(application, now);
    }

    private void fill(Application application, Instant now) {
        nameZh = application.nameZh();
        areaId = application.areaId();
        regionCode = application.regionCode();
        sizeClass = application.sizeClass();
        address = application.address();
        licenceBlobId = application.licenceBlobId();
        submittedBy = application.submittedBy();
        submittedAt = now;
        decisionNote = null;
        status = SUBMITTED;
    }

    /** The area's office approves; an approved firm is active at once, for nothing else is asked of it. */
    void approve(Instant now) {
        require(SUBMITTED);
        status = ACTIVE;
        joinedAt = now;
    }

    void reject(String reason) {
        require(SUBMITTED);
        status = REJECTED;
        decisionNote = reason;
    }

    private void require(String wanted) {
        if (!status.equals(wanted)) {
            throw io.weiyi.kernel.problem.Problem.illegalTransition(
                    "The organisation is " + status + " and not " + wanted + ".");
        }
    }

    long id() {
        if (id == null) {
            throw new IllegalStateException("not stored yet");
        }
        return id;
    }

    String status() {
        return status;
    }

    long areaId() {
        return areaId;
    }

    @Nullable
    Long licenceBlobId() {
        return licenceBlobId;
    }

    @Nullable
    Long submittedBy() {
        return submittedBy;
    }
}

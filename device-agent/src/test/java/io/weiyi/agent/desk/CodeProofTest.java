package io.weiyi.agent.desk;

import static org.assertj.core.api.Assertions.assertThat;

import io.weiyi.agent.rig.Plan;
import org.junit.jupiter.api.Test;

class CodeProofTest {
    @Test
    void fits_onlyTheRightCode() {
        String proof = Plan.proof("012345");
        assertThat(CodeProof.fits(proof, "012345")).isTrue();
        assertThat(CodeProof.fits(proof, "012346")).isFalse();
    }

    @Test
    void fits_proofThatMakesNoSense_isNobodys() {
        String proof = Plan.proof("012345");
        assertThat(CodeProof.fits("", "012345")).isFalse();
        assertThat(CodeProof.fits("sha1$1000$AA$AA", "012345")).isFalse();
        assertThat(CodeProof.fits(proof.replace("$1000$", "$2000000000$"), "012345"))
                .isFalse();
        assertThat(CodeProof.fits(proof.replace("$1000$", "$x$"), "012345")).isFalse();
        assertThat(CodeProof.fits(proof + "$", "012345")).isFalse();
        assertThat(CodeProof.fits("pbkdf2-sha256$1000$!$!", "012345")).isFalse();
    }

    @Test
    void isCode_sixPlainDigits() {
        assertThat(CodeProof.isCode("000000")).isTrue();
        assertThat(CodeProof.isCode("12345")).isFalse();
        assertThat(CodeProof.isCode("12345x")).isFalse();
        assertThat(CodeProof.isCode("１２３４５６")).isFalse();
    }
}

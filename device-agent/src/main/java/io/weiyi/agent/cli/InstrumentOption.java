package io.weiyi.agent.cli;

import picocli.CommandLine.Option;

/** Which instrument of this PC is meant. */
final class InstrumentOption {
    @Option(
            names = "--instrument",
            paramLabel = "ID",
            description = "The instrument, where this PC has several and it is not clear which is meant.")
    private String id = "";

    String id() {
        return id;
    }
}

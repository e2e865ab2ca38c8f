package io.weiyi.agent.link;

/** The topics of one device. */
record Topics(String device) {
    private static final String ROOT = "weiyi/v1/";

    String usage() {
        return ROOT + device + "/usage";
    }

    String state() {
        return ROOT + device + "/state";
    }

    String ack() {
        return ROOT + device + "/ack";
    }

    String config() {
        return ROOT + device + "/config";
    }
}

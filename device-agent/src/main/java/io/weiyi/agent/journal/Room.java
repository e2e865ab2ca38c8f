package io.weiyi.agent.journal;

/** How much room the journal has left. */
public enum Room {
    /** Everything is kept. */
    AMPLE,
    /** Only what cannot be had from a later reading is kept: starts and ends, not ticks. */
    TIGHT,
    /** Nothing more fits. */
    NONE
}

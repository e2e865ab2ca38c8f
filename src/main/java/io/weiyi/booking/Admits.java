package io.weiyi.booking;

/** Whom an owner lets book an instrument (预约对象). */
public enum Admits {
    /** People of the owner. */
    STAFF,
    /** People of active members of the network (入网单位). */
    MEMBERS,
    /** People of any organisation. */
    ANYONE
}

package io.weiyi.web;

/** A page whose list can be had as a sheet. */
interface ExportedList {

    /** The rows: a page of them or a list. */
    Object exported();
}

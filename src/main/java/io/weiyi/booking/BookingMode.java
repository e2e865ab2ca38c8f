package io.weiyi.booking;

/** Who works the instrument: the firm's own person (自主上机) or the lab's, the firm watching (代操作). */
public enum BookingMode {
    SELF,
    ASSISTED
}

/**
 * Messages to people: outbox rows in the producing transaction, sent later. The only room with a gateway to people.
 */
@NullMarked
package io.weiyi.notification;

import org.jspecify.annotations.NullMarked;

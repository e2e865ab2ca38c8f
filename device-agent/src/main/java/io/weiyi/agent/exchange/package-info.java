/**
 * Files between an agent and a server that no network joins: what is written, and what is believed of the answer. Must never
 * take a key out of the home.
 */
@NullMarked
package io.weiyi.agent.exchange;

import org.jspecify.annotations.NullMarked;

/**
 * Demo city: the deterministic city that an empty embedded database is filled with on its first start.
 *
 * <p>Owns no table. It writes rows of the other rooms in bulk, once, and afterwards runs the simulated lab PCs. It must
 * never run against a database that is not the embedded one, never touch a database that already holds
 * organisations, and no other room may use it. Everything it makes follows from the seed, the anchor and the given
 * "now": it reads no clock of its own and each kind of thing draws from its own random stream, so that adding one kind
 * does not change another. All organisations, people and numbers are invented; instrument makes and models are real.
 */
@NullMarked
package io.weiyi.demo;

import org.jspecify.annotations.NullMarked;

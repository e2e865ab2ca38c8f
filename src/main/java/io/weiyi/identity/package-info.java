/**
 * People, organisations, areas, memberships, roles, sign-in and access tokens. Owns who somebody is and what they may
 * see; never knows what they do with it. Other rooms receive a {@code Caller}.
 */
@NullMarked
package io.weiyi.identity;

import org.jspecify.annotations.NullMarked;

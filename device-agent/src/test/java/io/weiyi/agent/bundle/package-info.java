/**
 * Makes the bundles that a lab installs (runtime, Linux archive and package, Windows layout) and proves them. Belongs to the
 * build: nothing of it is in the agent.
 */
package io.weiyi.agent.bundle;

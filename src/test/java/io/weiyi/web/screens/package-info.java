/** Pages as a person at a browser knows them: what can be read there and what can be done. Tests of tasks use them. */
@org.jspecify.annotations.NullMarked
package io.weiyi.web.screens;

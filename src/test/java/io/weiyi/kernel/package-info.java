/** Tests of what every room stands on, with a resource and a page that exist for them only. */
package io.weiyi.kernel;

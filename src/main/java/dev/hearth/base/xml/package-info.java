/** XML answers, of which each service has its own form. */
@NullMarked
package dev.hearth.base.xml;

import org.jspecify.annotations.NullMarked;

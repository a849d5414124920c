/** Writing XML answers. Each service has its own format. */
@NullMarked
package dev.hearth.base.xml;

import org.jspecify.annotations.NullMarked;

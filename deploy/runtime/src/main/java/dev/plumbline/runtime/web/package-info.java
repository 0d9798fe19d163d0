/**
 * What the processes that serve HTTP by Javalin have in common: {@link dev.plumbline.runtime.web.WebDoor}. They bring Javalin
 * themselves; the other processes have none, and must not come here.
 */
package dev.plumbline.runtime.web;

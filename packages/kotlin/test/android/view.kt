package android.view

import android.content.Context

@Suppress("UNUSED_PARAMETER")
open class View(context: Context) {
    fun interface OnClickListener {
        fun onClick(view: View)
    }

    fun setOnClickListener(heard: OnClickListener?) = Unit
}

package android.app

import android.content.Context
import android.content.Intent
import android.os.Bundle
import android.view.View

open class Activity : Context() {
    val started = mutableListOf<Intent>()

    open fun startActivity(intent: Intent) {
        started += intent
    }

    protected open fun onCreate(saved: Bundle?) = Unit

    protected open fun onNewIntent(intent: Intent) = Unit

    protected open fun onPause() = Unit

    protected open fun onResume() = Unit

    open fun setContentView(view: View) = Unit
}

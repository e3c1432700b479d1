package org.example.shop

import android.app.Activity
import android.content.Intent
import android.os.Bundle
import android.widget.Button
import inperson.CheckException
import inperson.FaceCheck
import inperson.WantedCheck

/** One button; AndroidManifest.xml beside this file makes it the one that is called back. */
class MainActivity : Activity() {
    private var check: FaceCheck? = null

    override fun onCreate(saved: Bundle?) {
        super.onCreate(saved)
        val button = Button(this)
        button.setText("Show that it is me")
        button.setOnClickListener { BackEnd.link { wanted -> begin(wanted, button) } }
        setContentView(button)
    }

    private fun begin(wanted: WantedCheck, button: Button) {
        check = FaceCheck(this, wanted) { result ->
            result.onSuccess { BackEnd.finish(it) { said -> button.setText(said) } }
            result.onFailure { button.setText((it as CheckException).code.code) }
        }.also { it.open() }
    }

    override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        check?.onNewIntent(intent)
    }

    override fun onPause() {
        super.onPause()
        check?.onPause()
    }

    override fun onResume() {
        super.onResume()
        check?.onResume()
    }
}

/** Yours: asks for a link, and afterwards asks what was decided. examples/link_shop is one. */
object BackEnd {
    fun link(then: (WantedCheck) -> Unit): Unit = TODO("ask your back end; then=$then")

    fun finish(session: String, then: (String) -> Unit): Unit = TODO("tell it $session; then=$then")
}

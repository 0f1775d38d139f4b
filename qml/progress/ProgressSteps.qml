pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wattill.Controls
import Wattill.Progress

// How far the money is: received, sent to the meter, read back.
Card {
    id: root

    required property int phase

    //% "Payment received"
    readonly property string received: qsTrId("progress-step-received")
    //% "Sent to the meter"
    readonly property string sent: qsTrId("progress-step-sent")
    //% "Read back from the meter"
    readonly property string checked: qsTrId("progress-step-checked")
    readonly property int current: phase === ProgressModel.Checking ? 2 : 1

    Repeater {
        model: [root.received, root.sent, root.checked]

        ProgressStep {
            required property int index
            required property string modelData

            Layout.fillWidth: true
            text: modelData
            past: index < root.current
            now: index === root.current
        }
    }
}
